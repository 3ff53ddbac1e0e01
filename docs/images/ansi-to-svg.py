#!/usr/bin/env python3
"""Draws a terminal's screen as SVG: `tmux capture-pane -e -p -t SESSION | ./ansi-to-svg.py > demo.svg`."""
import html
import re
import sys

WIDTH, HEIGHT, SIZE, PAD = 8.4, 18, 14, 16
DARK, LIGHT = "#101418", "#d5dbe1"
BASE = ["#101418", "#e5534b", "#57ab5a", "#c69026", "#539bf5", "#b083f0", "#39c5cf", "#d5dbe1"]
BRIGHT = ["#768390", "#ff938a", "#6bc46d", "#daaa3f", "#6cb6ff", "#dcbdfb", "#56d4dd", "#ffffff"]


def palette(number):
    """The colour of one of the 256 numbers of a terminal."""
    if number < 16:
        return (BASE + BRIGHT)[number]
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    levels = [0, 95, 135, 175, 215, 255]
    number -= 16
    return "#" + "".join(f"{levels[part]:02x}" for part in (number // 36, number // 6 % 6, number % 6))


def apply(codes, style):
    """The style after the codes of one escape sequence."""
    style = dict(style)
    codes = [int(code or 0) for code in re.split("[;:]", codes)] or [0]
    while codes:
        code = codes.pop(0)
        if code == 0:
            style = {}
        elif code in (1, 2, 3, 4, 7):
            style[code] = True
        elif code in (22, 23, 24, 27):
            for off in {22: (1, 2), 23: (3,), 24: (4,), 27: (7,)}[code]:
                style.pop(off, None)
        elif code in (38, 48):
            kind = codes.pop(0)
            if kind == 5:
                style[code] = palette(codes.pop(0))
            else:
                style[code] = "#" + "".join(f"{codes.pop(0):02x}" for _ in range(3))
        elif 30 <= code <= 37:
            style[38] = BASE[code - 30]
        elif 90 <= code <= 97:
            style[38] = BRIGHT[code - 90]
        elif 40 <= code <= 47:
            style[48] = BASE[code - 40]
        elif code == 39:
            style.pop(38, None)
        elif code == 49:
            style.pop(48, None)
    return style


def main():
    lines = sys.stdin.read().rstrip("\n").split("\n")
    columns = max(len(re.sub(r"\x1b\[[0-9;:]*m|\x1b\(B", "", line)) for line in lines)
    columns = max(columns, 100)
    wide, high = columns * WIDTH + 2 * PAD, len(lines) * HEIGHT + 2 * PAD
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high}" width="{wide:.0f}" height="{high}"'
          f' role="img" aria-label="lull demo on a terminal">')
    print(f'<rect width="100%" height="100%" rx="8" fill="{DARK}"/>')
    print(f'<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="{SIZE}" fill="{LIGHT}">')
    style = {}
    for row, line in enumerate(lines):
        column, baseline = 0, PAD + row * HEIGHT + SIZE
        for piece in re.split(r"(\x1b\[[0-9;:]*m|\x1b\(B|\x0f)", line):
            if piece.startswith("\x1b[") and piece.endswith("m"):
                style = apply(piece[2:-1], style)
                continue
            if not piece or piece in ("\x1b(B", "\x0f"):
                continue
            front, back = style.get(38), style.get(48)
            if style.get(7):
                front, back = back or DARK, front or LIGHT
            left, length = PAD + column * WIDTH, len(piece) * WIDTH
            if back:
                print(f'<rect x="{left:.1f}" y="{baseline - SIZE}" width="{length:.1f}" height="{HEIGHT}" fill="{back}"/>')
            if piece.strip():
                extra = "".join([
                    f' fill="{front}"' if front else "",
                    ' font-weight="bold"' if style.get(1) else "",
                    ' opacity="0.6"' if style.get(2) else "",
                ])
                print(f'<text x="{left:.1f}" y="{baseline}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"'
                      f' xml:space="preserve"{extra}>{html.escape(piece)}</text>')
            column += len(piece)
    print("</g></svg>")


main()
