#!/usr/bin/env bash
# Prints the path of the Chromium or Chrome to test with: CHROMIUM, or the first one found.
for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
  "/Applications/Chromium.app/Contents/MacOS/Chromium" \
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
  [ -n "$candidate" ] && command -v "$candidate" && exit
done
exit 1
