"""Static files are served under names with a fingerprint, so that a browser keeps them for ever and never mixes versions."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class FingerprintedFiles(CompressedManifestStaticFilesStorage):
    """The modules that a script imports too: an old one beside a new one would be a page that nobody tested."""

    support_js_module_import_aggregation = True
