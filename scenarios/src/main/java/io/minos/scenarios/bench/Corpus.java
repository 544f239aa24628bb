package io.minos.scenarios.bench;

import io.minos.checker.history.HarnessFailure;
import io.minos.checker.interop.EdnKv;
import io.minos.checker.interop.JepsenLog;
import io.minos.checker.linear.Groups.Group;
import io.minos.checker.model.AppendRegister;
import io.minos.checker.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Recorded histories with known verdicts.
 *
 * @param verdicts by the name of the history
 */
record Corpus(String name, List<HistoryText> histories, Map<String, Verdict> verdicts) {
    Verdict verdict(HistoryText history) {
        return verdicts.getOrDefault(history.name(), Verdict.UNKNOWN);
    }

    int operations() {
        return histories.stream().mapToInt(history -> history.groups().stream().mapToInt(group -> group.spans().size()).sum()).sum();
    }

    /** {@code jepsen-etcd/*.log}, their verdicts in {@code verdicts.tsv}. */
    static Corpus jepsen(Path logs) throws IOException {
        Path directory = present(logs.resolve("jepsen-etcd"));
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        for (String line : Files.readAllLines(directory.resolve("verdicts.tsv"))) {
            String[] row = line.split("\t");
            if (row.length == 2) verdicts.put(row[0], row[1].equals("valid") ? Verdict.VALID : Verdict.INVALID);
        }
        var histories = new ArrayList<HistoryText>();
        for (String file : verdicts.keySet()) {
            histories.add(new HistoryText(file, "register", List.of(new Group<>(JepsenLog.read(Files.readAllLines(directory.resolve(file))), JepsenLog.MODEL))));
        }
        return new Corpus("jepsen-etcd (" + histories.size() + ")", histories, verdicts);
    }

    /** {@code kv/*.txt}, their verdicts in their names. */
    static Corpus kv(Path logs) throws IOException {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        var histories = new ArrayList<HistoryText>();
        for (Path file : files(present(logs.resolve("kv")))) {
            String name = file.getFileName().toString();
            verdicts.put(name, name.endsWith("-ok.txt") ? Verdict.VALID : Verdict.INVALID);
            histories.add(new HistoryText(name, "text", EdnKv.read(Files.readAllLines(file)).entrySet().stream()
                    .map(key -> new Group<>(key.getValue(), new AppendRegister(key.getKey()))).toList()));
        }
        return new Corpus("kv (" + histories.size() + ")", histories, verdicts);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static Path present(Path directory) {
        if (!Files.isDirectory(directory)) throw new HarnessFailure("There are no recorded histories in " + directory + ": give --logs DIR");
        return directory;
    }
}
