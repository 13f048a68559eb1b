#!/bin/sh
# For developers only: makes the committed files below static/vendor/ from npm packages.
# Usage: scripts/assets/build.sh   (needs Node 20 or newer)
set -eu
cd "$(dirname "$0")"
out=../../static/vendor
npm ci --ignore-scripts --no-fund --no-audit

mkdir -p "$out/govuk-frontend" "$out/moj-frontend"
node_modules/.bin/sass --load-path=node_modules --load-path=. --style=compressed --no-source-map app.scss app.min.css
# The royal crest is not for councils, and a named file that is not there stops collectstatic.
sed -E 's#url\("?[^")]*govuk-crest\.svg"?\)#none#g' app.min.css >"$out/govuk-frontend/app.min.css"
rm app.min.css

# Without the last line, browsers ask for source maps that are not shipped.
for file in govuk-frontend/dist/govuk/govuk-frontend.min.js @ministryofjustice/frontend/moj/moj-frontend.min.js; do
  folder=govuk-frontend
  case $file in @ministryofjustice/*) folder=moj-frontend ;; esac
  sed -E 's|//# sourceMappingURL=.*||' "node_modules/$file" >"$out/$folder/$(basename "$file")"
done
# The one picture that the stylesheet names (a document in a timeline).
mkdir -p "$out/govuk-frontend/assets/images"
cp node_modules/@ministryofjustice/frontend/moj/assets/images/icon-document.svg "$out/govuk-frontend/assets/images/"
