# One image for both programs: by default it runs web and one worker; `node lib/worker/main.ts` runs a further worker.
FROM node:24-bookworm-slim

WORKDIR /app
RUN mkdir /data && chown node:node /app /data
USER node

COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --include=optional --ignore-scripts

COPY --chown=node:node . .
RUN node lib/launch/start.mjs --build-only

ENV PLANWRIGHT_DATA_DIR=/data
VOLUME /data
EXPOSE 3000
# It listens beyond this machine, so the log shows the one-time code that the first account needs.
CMD ["node", "lib/launch/start.mjs", "--host", "0.0.0.0", "--logs"]
