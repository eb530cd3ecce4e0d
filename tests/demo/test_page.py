from __future__ import annotations

import re

import pytest

from pr_agent_action.demo.fake_github import FakeGitHub, FakeRepository, pull_request_from_texts
from pr_agent_action.demo.fake_github.builders import push_texts
from pr_agent_action.demo.page import render_page
from tests.fakes.api import Api

BASE: dict[str, str | bytes] = {
    "app.py": "def total(items):\n    return sum(items)\n\n# end\n",
    "logo.png": b"\0old",
    "gone.txt": "bye\n",
}
HEAD: dict[str, str | bytes] = {
    "app.py": "def total(items):\n    first = items[0]\n    return first + sum(items)\n\n# end\n",
    "logo.png": b"\0new",
}
HOSTILE = """Hello <b>there</b>
<script>alert(1)</script> <img src="https://evil.example/pixel.png" onerror="alert(2)">
<a href="javascript:alert(3)">click</a> <iframe src="https://evil.example"></iframe>
<style>body { display: none }</style>
"""
SUGGESTED = "It **crashes**.\n\n```suggestion\n    first = items[0] if items else 0\n```\n"


def page(repository: FakeRepository) -> str:
    return render_page(repository.pull_requests[1], "octo/example")


def rows(html: str) -> list[str]:
    """The rows of the diff, each as text with its tags."""
    return re.findall(r"<tr class=.*?</tr>", html, re.DOTALL)


@pytest.fixture
def repository() -> FakeRepository:
    return pull_request_from_texts(BASE, HEAD, title="Count <twice>", body="As *asked* for.")


def post(repository: FakeRepository, body: str, **place: object) -> None:
    with FakeGitHub(repository) as github:
        comment = {"path": "app.py", "body": body} | place
        answer = Api(github).post("./pulls/1/reviews", {"event": "COMMENT", "body": "", "comments": [comment]})
        assert answer.status == 200, answer


def test_the_reader_sees_title_description_and_files(repository: FakeRepository) -> None:
    html = page(repository)
    assert "Count &lt;twice&gt; <span>#1</span>" in html
    assert "As <em>asked</em> for." in html
    assert "<b>octocat</b> wants to merge 1 commit into <code>main</code>" in html
    assert "3 files, +2" in html
    assert "GitHub shows no diff of this file." in html
    assert "http" not in re.sub(r"(?s)<style>.*?</style>", "", html)


def test_comments_and_labels_stand_in_the_conversation(repository: FakeRepository) -> None:
    repository.comment(1, "octocat", "Is this **right**?")
    repository.pull_requests[1].labels.append(repository.label("Review effort 2/5"))
    html = page(repository)
    assert "Is this <strong>right</strong>?" in html
    assert "Review effort 2/5" in html


def test_an_inline_comment_stands_below_its_line(repository: FakeRepository) -> None:
    post(repository, "It **crashes**.", line=2, side="RIGHT")
    shown = rows(page(repository))
    (position,) = (index for index, row in enumerate(shown) if "<strong>crashes</strong>" in row)
    assert "first" in shown[position - 1]
    assert '<td class="n">2</td>' in shown[position - 1]
    assert '<tr class="added">' in shown[position - 1]
    assert "<b>github-actions[bot]</b>" in shown[position]


@pytest.mark.parametrize("line", [1, 2])
def test_a_comment_on_the_old_side_stands_below_the_old_line(repository: FakeRepository, line: int) -> None:
    post(repository, "Gone.", line=line, side="LEFT")
    shown = rows(page(repository))
    (position,) = (index for index, row in enumerate(shown) if "Gone." in row)
    assert f'<td class="n">{line}</td>' in shown[position - 1].partition("</td>")[0] + "</td>"


def test_a_suggestion_shows_what_goes_and_what_comes(repository: FakeRepository) -> None:
    post(repository, SUGGESTED, start_line=2, line=3, start_side="RIGHT", side="RIGHT")
    html = page(repository)
    assert "Suggested change" in html
    gone = re.findall(r'<div class="removed">(.*?)</div>', html)
    come = re.findall(r'<div class="added">(.*?)</div>', html)
    assert gone == ["-     first = items[0]", "-     return first + sum(items)"]
    assert come == ["+     first = items[0] if items else 0"]


def test_a_suggestion_s_code_is_text(repository: FakeRepository) -> None:
    post(repository, "```suggestion\n<script>alert(1)</script>\n\n<b>x\n```", line=2, side="RIGHT")
    html = page(repository)
    assert "<script" not in html
    assert '<div class="added">+ &lt;b&gt;x</div>' in html


def test_outdated_comments_are_not_lost(repository: FakeRepository) -> None:
    post(repository, "It **crashes**.", line=2, side="RIGHT")
    push_texts(repository, HEAD | {"app.py": "def total(items):\n    return 1\n\n# end\n"})
    html = page(repository)
    assert "Outdated" in html
    assert "<strong>crashes</strong>" in html
    assert not [row for row in rows(html) if "crashes" in row]


def test_what_is_hostile_is_cleaned() -> None:
    repository = pull_request_from_texts(
        {"a.py": "x\n"}, {"a.py": "</td><script>alert(4)</script>\n"}, title="<script>", body=HOSTILE
    )
    repository.comment(1, "octocat", HOSTILE)
    html = page(repository)
    assert "Hello <b>there</b>" in html
    for word in ("<script", "<iframe", "onerror", "javascript:", "<img", "display: none"):
        assert word not in html
    assert "&lt;script&gt;" in html


def test_alerts_and_tables_look_as_on_github() -> None:
    table, folded = "| a | b |\n| --- | --- |\n| 1 | 2 |", "<details><summary>More</summary>\n\ntext\n\n</details>"
    body = f"> [!WARNING]\n> Mind.\n\n{table}\n\n{folded}\n"
    html = page(pull_request_from_texts({"a": "1\n"}, {"a": "2\n"}, body=body))
    assert '<blockquote class="alert warning">' in html
    assert "<td>2</td>" in html
    assert "<summary>More</summary>" in html
