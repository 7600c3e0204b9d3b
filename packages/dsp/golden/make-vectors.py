#!/usr/bin/env python3
"""Makes the golden vectors beside this file with numpy and scipy (Debian: python3-scipy).

The signals are made again by src/testing/signals.ts and src/testing/speech-like.ts, so only the
results are stored. Filters, transforms and percentiles are scipy's and numpy's own, none of them
shares code with the package.
"""
import json
import os
import sys

import numpy as np
from scipy.signal import butter, firwin, get_window, hilbert, lfilter

HERE = os.path.dirname(os.path.abspath(__file__))


def lcg_noise(count, seed):
    out = np.empty(count)
    state = seed
    for i in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        out[i] = state / 2**31 - 1
    return out.astype(np.float32)


def speech_like(rate, seconds, seed):
    n = int(round(rate * seconds))
    t = np.arange(n) / rate
    syllable = np.maximum(0, np.sin(2 * np.pi * 4 * t)) ** 2
    phrase = (t % 3) < 2
    return (lcg_noise(n, seed) * 0.2 * syllable * phrase).astype(np.float32)


def srmr(x, rate=16000):
    """Falk, Zheng & Chan 2010 in the slow way: every channel filtered, its own Hilbert transform."""
    corner = 9.26449 * 24.7
    k = np.arange(1, 24)
    centres = -corner + (rate / 2 + corner) * np.exp(k / 23 * (np.log(125 + corner) - np.log(rate / 2 + corner)))
    centres = centres[::-1]
    erbs = centres / 9.26449 + 24.7
    mod = 4 * 32 ** (np.arange(8) / 7)
    warp = np.tan(np.pi * mod / rate)
    width = warp / 2
    frames = 1 + (len(x) - 4096) // 1024
    window = get_window("hamming", 4096)
    energy = np.zeros((23, 8))
    for i, (cf, erb) in enumerate(zip(centres, erbs)):
        decay = np.exp(-1.019 * 2 * np.pi * erb / rate)
        theta = 2 * np.pi * cf / rate
        y = x.astype(float)
        gain = 1.0
        z = np.exp(-1j * theta)
        for root in (3 + 2**1.5, 3 - 2**1.5):
            for sign in (1, -1):
                b = [1, -decay * (np.cos(theta) + sign * np.sqrt(root) * np.sin(theta))]
                a = [1, -2 * decay * np.cos(theta), decay**2]
                y = lfilter(b, a, y)
                gain *= abs(np.polyval(b[::-1], z) / np.polyval(a[::-1], z))
        envelope = np.abs(hilbert(y / gain, int(np.ceil(len(x) / 16)) * 16))[: len(x)]
        for j in range(8):
            w = lfilter([width[j], 0, -width[j]], [1 + width[j] + warp[j] ** 2, 2 * warp[j] ** 2 - 2, 1 - width[j] + warp[j] ** 2], envelope)
            energy[i, j] = np.mean([np.sum((window * w[1024 * f : 1024 * f + 4096]) ** 2) for f in range(frames)])
    share = np.cumsum(energy.sum(1)) / energy.sum()
    bandwidth = erbs[np.argmax(share > 0.9)]
    edges = mod - width * rate / (2 * np.pi)
    bands = 5 + sum(bandwidth > edge for edge in edges[5:])
    return energy[:, :4].sum() / energy[:, 4:bands].sum()


def front_end():
    noise = lcg_noise(4800, 11)
    taps = firwin(121, 7600, window=("kaiser", 8.0), fs=48000)
    to16 = np.convolve(noise, taps)[60 : 60 + 4800][::3]
    b, a = butter(2, 80, "high", fs=16000)
    band = lfilter(b, a, to16)
    power = [np.mean(band[i : i + 320] ** 2) for i in range(0, len(band) - 319, 160)]
    return {
        "input": "lcgNoise(4800, 11)",
        "to16": {str(i): to16[i] for i in (0, 1, 19, 20, 500, 1580, 1599)},
        "band16": {str(i): band[i] for i in (0, 1, 20, 500, 1599)},
        "framePower": list(power),
        "highPass": {"b": list(b), "a": list(a)},
    }


def percentiles():
    values = lcg_noise(37, 5).astype(float)
    return {"input": "lcgNoise(37, 5)", "values": {str(p): np.percentile(values, p) for p in (0, 3, 10, 50, 95, 100)}}


def srmr_values():
    dry = speech_like(16000, 4, 21)
    decay = np.exp(-6.907755 * np.arange(8000) / 8000)
    room = lcg_noise(8000, 22) * decay
    wet = np.convolve(dry, room)[: len(dry)].astype(np.float32)
    # Narrow channels cannot carry fast modulations: these two end at other modulation bands.
    dark = lfilter([0.1], [1, -0.9], dry).astype(np.float32)
    darkest = lfilter([0.02], [1, -0.98], dry).astype(np.float32)
    return {
        "dry": srmr(dry),
        "wet": srmr(wet),
        "noise": srmr(lcg_noise(32000, 23)),
        "dark": srmr(dark),
        "darkest": srmr(darkest),
    }


def snr_values(estimators):
    """Values of the executable definition of the estimate, whose file is not part of this project."""
    speech = speech_like(16000, 12, 31)
    noise = lcg_noise(len(speech), 32)
    gains = (0.001, 0.003, 0.01, 0.02, 0.04, 0.06)
    return {str(gain): estimators["snr_recommended"]((speech + np.float32(gain) * noise).astype(float)) for gain in gains}


vectors = {"front-end": front_end, "percentile": percentiles, "srmr": srmr_values}
if len(sys.argv) > 1:
    # make-vectors.py REFERENCE_DIR, the directory that holds estimators.py and generate.py
    sys.dont_write_bytecode = True
    sys.path.insert(0, sys.argv[1])
    definitions = {}
    with open(os.path.join(sys.argv[1], "estimators.py")) as source:
        exec(source.read().split("\nEST = ")[0], definitions)
    vectors["snr"] = lambda: snr_values(definitions)

for name, make in vectors.items():
    with open(os.path.join(HERE, name + ".json"), "w") as file:
        json.dump(make(), file, indent=2)
        file.write("\n")
