package io.minos.scenarios.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import io.minos.reports.text.AnomalyText;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code check} prints. */
record CheckText(List<CheckedFile> files, String model, String engine) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    /** A failure of ours first, and a verdict before a file that has none. */
    private static final List<Integer> WORST_FIRST = List.of(Main.HARNESS_FAILED, Verdict.INVALID.exitCode(), Main.USAGE, Verdict.UNKNOWN.exitCode(), Verdict.VALID.exitCode());

    CheckText {
        files = List.copyOf(files);
    }

    /** @param whole with the counterexample, if there is one */
    static List<String> lines(CheckedFile checked, boolean whole) {
        List<String> lines = new ArrayList<>();
        CheckResult result = checked.result();
        if (result == null) {
            return lines;
        }
        lines.add(String.format(Locale.ROOT, "%-8s %s  %s (%,d ms)", checked.verdict(), checked.file(), result.reason(), result.millis()));
        if (checked.disputed()) {
            lines.add("         one of the two engines is wrong: please report it, with the file");
        }
        if (whole) {
            result.anomalies().stream().limit(1).forEach(anomaly -> AnomalyText.of(anomaly, AnomalyText.WIDTH).forEach(line -> lines.add("  " + line)));
        }
        return lines;
    }

    /** Of several files, how many are what; of one, nothing. */
    String total() {
        if (files.size() == 1) {
            return "";
        }
        Map<Verdict, Long> counts = files.stream().filter(file -> file.verdict() != null).collect(Collectors.groupingBy(CheckedFile::verdict, Collectors.counting()));
        long wrong = files.stream().filter(file -> file.error() != null).count();
        String verdicts = Stream.of(Verdict.VALID, Verdict.INVALID, Verdict.UNKNOWN)
                .map(verdict -> counts.getOrDefault(verdict, 0L) + " " + verdict.toString().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
        return files.size() + " files: " + verdicts + (wrong == 0 ? "" : ", " + wrong + " not readable") + System.lineSeparator();
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("model", model);
        all.put("engine", engine);
        all.put("exitCode", exitCode());
        all.put("files", files);
        try {
            return JSON.writeValueAsString(all) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    int exitCode() {
        return WORST_FIRST.stream().filter(code -> files.stream().anyMatch(file -> file.exitCode() == code)).findFirst().orElseThrow();
    }
}
