# scripts/grading/report.py: writes down how a lab went: as TAP, for JUnit, and as the results.json of Gradescope.
#
# Each file is there as a whole or not at all.

import json
import os
import re
import xml.etree.ElementTree as xml

# XML cannot hold these, not even quoted (XML 1.0, 2.2); and a console may print anything.
UNSPEAKABLE = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text):
    return UNSPEAKABLE.sub("?", text)


def indented(name, lines):
    """A key with its text, or with several lines below it."""
    lines = [clean(line) for text in lines for line in text.splitlines()]
    if len(lines) == 1:
        return [f"{name + ':':<10}{lines[0]}"]
    return [f"{name}: |", *(f"  {line}" for line in lines)]


def how_to_repeat(lab, test):
    return f"make grade LAB={lab.name} TEST={test.name}"


def explanation(lab, verdict):
    """Why a test failed, in lines."""
    test = verdict.test
    options = f" (boot options: {test.options})" if test.options else ""
    return [
        *indented("command", [test.command + options]),
        *indented("expected", verdict.expected),
        *indented("got", verdict.got),
        *indented("hint", [verdict.hint or test.hint]),
        *indented("again", [how_to_repeat(lab, test)]),
    ]


def tap(lab, verdicts):
    """In the version 13 of TAP: below what failed stands why."""
    yield "TAP version 13"
    yield f"1..{len(verdicts)}"
    for number, verdict in enumerate(verdicts, 1):
        test = verdict.test
        word = "ok" if verdict.passed else "not ok"
        yield f"{word} {number} - {test.name}: {test.what} # {verdict.points} of {test.points} points"
        if not verdict.passed:
            yield from (f"  {line}" for line in ["---", *explanation(lab, verdict), "..."])
    yield f"# {lab.name}: {score(verdicts)} of {sum(verdict.test.points for verdict in verdicts)} points"


def score(verdicts):
    return sum(verdict.points for verdict in verdicts)


def instructions(verdict):
    return verdict.run.instructions if verdict.run else 0


def results(lab, verdicts):
    """As Gradescope's harness reads it (gradescope-autograders.readthedocs.io/en/latest/specs)."""
    return {
        "score": score(verdicts),
        "output": f"{lab.name}: {score(verdicts)} of {lab.points} points",
        "extra_data": {"lab": lab.name, "max_score": lab.points},
        "tests": [
            {
                "number": str(number),
                "name": f"{verdict.test.name}: {verdict.test.what}",
                "score": verdict.points,
                "max_score": verdict.test.points,
                "status": "passed" if verdict.passed else "failed",
                "output": "" if verdict.passed else "\n".join(explanation(lab, verdict)),
                "output_format": "text",
                "extra_data": {"instructions": instructions(verdict), "limit": verdict.test.instructions},
            }
            for number, verdict in enumerate(verdicts, 1)
        ],
    }


def junit(lab, verdicts):
    failures = sum(not verdict.passed for verdict in verdicts)
    suite = xml.Element("testsuite", name=lab.name, tests=str(len(verdicts)), failures=str(failures), errors="0", skipped="0")
    for verdict in verdicts:
        case = xml.SubElement(suite, "testcase", classname=f"labs.{lab.name}", name=verdict.test.name)
        if not verdict.passed:
            failure = xml.SubElement(case, "failure", message=clean("; ".join(verdict.expected)))
            failure.text = "\n".join(explanation(lab, verdict))
            if verdict.run:
                xml.SubElement(case, "system-out").text = clean(verdict.run.last_lines)
    xml.indent(suite)
    return xml.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


FILES = ("results.json", "junit.xml", "tap.txt")


def forget(folder):
    """Nobody shall take the results of an earlier grading for those of this one."""
    for name in FILES:
        (folder / name).unlink(missing_ok=True)


def write(folder, lab, verdicts):
    texts = (
        json.dumps(results(lab, verdicts), indent=2) + "\n",
        junit(lab, verdicts),
        "\n".join(tap(lab, verdicts)) + "\n",
    )
    for name, text in zip(FILES, texts):
        (folder / f"{name}.new").write_text(text)
        os.replace(folder / f"{name}.new", folder / name)
