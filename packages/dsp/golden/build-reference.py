#!/usr/bin/env python3
"""Builds the recordings that src/reference.test.ts measures: the constructed cases, and the clips
at 48 kHz and, where they are native, 16 kHz.

  build-reference.py REFERENCE_DIR CLIPS_DIR OUT_DIR

REFERENCE_DIR holds generate.py and cases.json. Needs numpy, scipy and soundfile (Debian:
python3-scipy python3-soundfile) and about two minutes.
"""
import json
import os
import sys

import soundfile as sf

reference, clips, out = sys.argv[1:]
sys.dont_write_bytecode = True
sys.path.insert(0, reference)
import generate  # noqa: E402

generate.CLIPS = clips
for folder in ("cases", "clips"):
    os.makedirs(os.path.join(out, folder), exist_ok=True)

with open(os.path.join(reference, "cases.json")) as file:
    cases = json.load(file)
for case in cases:
    tracks, _ = generate.build(case)
    for track, samples in tracks.items():
        name = case["id"] + ("" if track == "mono" else "." + track)
        subtype = "FLOAT" if case.get("float") else "PCM_16"
        sf.write(os.path.join(out, "cases", name + ".wav"), samples, 48000, subtype=subtype)

for clip in sorted(os.listdir(clips)):
    name, extension = os.path.splitext(clip)
    if extension not in (".flac", ".wav"):
        continue
    samples, rate = sf.read(os.path.join(clips, clip), always_2d=True)
    if rate == 16000:
        sf.write(os.path.join(out, "clips", name + ".16k.wav"), samples.mean(axis=1), rate, subtype="FLOAT")
    sf.write(os.path.join(out, "clips", name + ".48k.wav"), generate.load48(clip), 48000, subtype="FLOAT")
