#!/usr/bin/env python3
"""Turns what a terminal shows into an SVG picture for the documentation.

  tmux capture-pane -p -e -t SESSION | terminal-picture.py > docs/images/board.svg

Understands the colours and weights that the console sample uses (SGR 1, 2, 22, 30-37, 39, 90-97, 38;5;n, 38;2;r;g;b).
"""
import html
import re
import sys

BASIC = ["#1e1e1e", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#d4d4d4",
         "#7f7f7f", "#f14c4c", "#23d18b", "#f5f543", "#3b8eea", "#d670d6", "#29b8db", "#ffffff"]
WIDTH, HEIGHT = 8.43, 18


def colour(n):
    if n < 16:
        return BASIC[n]
    if n >= 232:
        return "#" + f"{8 + (n - 232) * 10:02x}" * 3
    n -= 16
    return "#" + "".join(f"{0 if v == 0 else 55 + v * 40:02x}" for v in (n // 36, n // 6 % 6, n % 6))


def spans(line, style):
    """Pieces of a line with their style, which the terminal carries on into the next line."""
    for part in re.split(r"(\x1b\[[\d;]*m)", line):
        if not part.startswith("\x1b"):
            if part:
                yield dict(style), part
            continue
        codes = [int(c or 0) for c in part[2:-1].split(";")]
        while codes:
            code = codes.pop(0)
            if code == 0:
                style.update(fill=None, bold=False, dim=False)
            elif code in (1, 2, 22):
                style["bold"], style["dim"] = code == 1, code == 2
            elif code == 38 and codes and codes[0] == 5:
                style["fill"], codes = colour(codes[1]), codes[2:]
            elif code == 38 and codes and codes[0] == 2:
                style["fill"], codes = "#%02x%02x%02x" % tuple(codes[1:4]), codes[4:]
            elif 30 <= code <= 37 or 90 <= code <= 97:
                style["fill"] = colour(code - 30 if code < 90 else code - 82)
            elif code == 39:
                style["fill"] = None


def main():
    lines = sys.stdin.read().rstrip("\n").split("\n")
    columns = max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in lines)
    width, height = columns * WIDTH + 32, len(lines) * HEIGHT + 28
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" viewBox="0 0 {width:.0f} {height}">',
           f'<rect width="{width:.0f}" height="{height}" rx="8" fill="#1e1e1e"/>',
           '<g font-family="DejaVu Sans Mono,Consolas,Menlo,monospace" font-size="14" fill="#d4d4d4" xml:space="preserve">']
    carried = {"fill": None, "bold": False, "dim": False}
    for row, line in enumerate(lines):
        column = 0
        for style, text in spans(line, carried):
            if text.strip():
                extra = (f' fill="{style["fill"]}"' if style["fill"] else "") + (' font-weight="bold"' if style["bold"] else "") \
                    + (' opacity="0.6"' if style["dim"] else "")
                lead = len(text) - len(text.lstrip(" "))
                shown = text.strip(" ")
                x = 16 + (column + lead) * WIDTH
                out.append(f'<text x="{x:.1f}" y="{row * HEIGHT + 28}" textLength="{len(shown) * WIDTH:.1f}"{extra}>{html.escape(shown)}</text>')
            column += len(text)
    print("\n".join(out + ["</g>", "</svg>"]))


main()
