# The portal as one image; web, worker and beat are the same image with another command (docker-compose.yml).
FROM python:3.11-slim

# Pango and HarfBuzz draw the PDF. Liberation is the Arial of free systems, DejaVu has the check boxes, and Noto the
# letters of the languages that children speak and write; check_fonts ends the build when one of them is missing.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
       fontconfig fonts-liberation fonts-dejavu-core fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/portal --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /srv/portal /var/lib/portal

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/portal
COPY requirements.txt ./
RUN pip install --no-deps --require-hashes -r requirements.txt
COPY . .

# Collected once into the image, with settings that need no database and no secret.
ENV STATIC_ROOT=/srv/portal-static
RUN DATA_DIR=/tmp/build python manage.py check_fonts \
    && DATA_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 && rm -rf /tmp/build

ENV DEPLOYMENT=production DATA_DIR=/var/lib/portal
VOLUME /var/lib/portal
USER portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["gunicorn", "pep_portal.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm"]
