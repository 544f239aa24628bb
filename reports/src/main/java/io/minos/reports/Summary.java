package io.minos.reports;

import io.minos.checker.verdict.Judgement;

/** {@code summary.md}: the judgement on one page of Markdown, for a pull request or a chat. */
public final class Summary {
    private Summary() {}

    /** Plain Markdown (tables as GitHub reads them), ended by a newline. Texts from outside are escaped. */
    public static String markdown(Judgement judgement) {
        return "# " + Headline.of(judgement).line() + "\n";
    }
}
