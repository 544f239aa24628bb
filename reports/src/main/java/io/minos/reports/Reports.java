package io.minos.reports;

import io.minos.checker.verdict.Judgement;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes the reports of one run into its directory. The directory holds {@value #HISTORY}; what is written depends on that
 * file and on the judgement alone, so that writing twice gives the same bytes.
 */
public final class Reports {
    public static final String HISTORY = "history.jsonl";
    public static final String RESULT = "result.json";
    public static final String SUMMARY = "summary.md";
    public static final String JUNIT = "junit.xml";
    public static final String HTML = "report.html";

    private Reports() {}

    /** Where each report was written. */
    public record Files(Path result, Path summary, Path junit, Path html) {}

    /**
     * Writes (and overwrites) all four reports. A history that is missing, empty or cut off in its last line is reported as far
     * as it goes; the judgement is always reported whole.
     *
     * @throws IOException when the history cannot be read (the message names the file and the line) or a report not be written
     */
    public static Files write(Path runDirectory, Judgement judgement) throws IOException {
        throw new IOException("not yet");
    }
}
