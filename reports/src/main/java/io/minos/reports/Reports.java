package io.minos.reports;

import io.minos.checker.judge.JudgementFile;
import io.minos.checker.verdict.Judgement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes the reports of one run into its directory, which holds {@value #HISTORY}. What is written depends on that file, the
 * directory's name and the judgement alone, so that writing twice gives the same bytes. Not safe for two threads at once on one
 * directory.
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
     * Writes all four reports, each whole or not at all, in place of older ones. The judgement is always reported whole; a
     * history that is missing, or cannot be read to its end, is drawn as far as it goes, and the report says so.
     *
     * @throws IOException when a report cannot be written
     */
    public static Files write(Path runDirectory, Judgement judgement) throws IOException {
        Files files = new Files(runDirectory.resolve(RESULT), runDirectory.resolve(SUMMARY), runDirectory.resolve(JUNIT), runDirectory.resolve(HTML));
        replace(files.result(), JudgementFile.toJson(judgement));
        replace(files.summary(), Summary.markdown(judgement));
        replace(files.junit(), JunitXml.of(judgement));
        RunReport report = RunReport.of(judgement, runDirectory.toString(), new HistoryFile(runDirectory.resolve(HISTORY)));
        replace(files.html(), HtmlReport.of(report));
        return files;
    }

    private static void replace(Path file, String content) throws IOException {
        Path aside = file.resolveSibling("." + file.getFileName() + ".new");
        java.nio.file.Files.write(aside, content.getBytes(StandardCharsets.UTF_8)); // a lone surrogate becomes a question mark, no failure
        java.nio.file.Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
