package io.minos.node.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A golden script: text, and in it steps, each one or more command lines, {@code ----}, and the output expected of them up to
 * the next empty line. Comments begin with {@code #}.
 */
final class Script {
    private static final String SEPARATOR = "----";

    /** Lines that say nothing to do, or, with commands, a step. */
    private record Block(int line, List<String> comments, List<String> commands, List<String> expected) {}

    /** @param difference what was expected and what came, where they first differ; empty if they are equal */
    record Outcome(String rewritten, String difference) {}

    private final List<Block> blocks = new ArrayList<>();

    Script(String text) {
        List<String> lines = text.lines().toList();
        for (int from = 0; from < lines.size();) {
            int to = from;
            while (to < lines.size() && !lines.get(to).isBlank()) {
                to++;
            }
            if (to > from) {
                blocks.add(block(from + 1, lines.subList(from, to)));
            }
            from = to + 1;
        }
    }

    private static Block block(int line, List<String> lines) {
        int separator = lines.contains(SEPARATOR) ? lines.indexOf(SEPARATOR) : lines.size();
        List<String> comments = lines.subList(0, separator).stream().filter(l -> l.startsWith("#")).toList();
        List<String> commands = lines.subList(0, separator).stream().filter(l -> !l.startsWith("#")).toList();
        if (commands.isEmpty() != (separator == lines.size())) {
            throw new IllegalArgumentException("line " + line + ": commands and " + SEPARATOR + " belong together");
        }
        return new Block(line, comments, commands, separator == lines.size() ? List.of() : lines.subList(separator + 1, lines.size()));
    }

    /** @param cluster runs a command line, and returns what it says */
    Outcome play(Function<String, List<String>> cluster) {
        StringBuilder rewritten = new StringBuilder();
        StringBuilder difference = new StringBuilder();
        for (Block block : blocks) {
            List<String> actual = new ArrayList<>();
            block.commands().forEach(command -> actual.addAll(play(block, command, cluster)));
            if (actual.isEmpty() && !block.commands().isEmpty()) {
                actual.add("ok");
            }
            if (difference.isEmpty() && !actual.equals(block.expected())) {
                difference.append(difference(block, actual));
            }
            rewritten.append(rewritten.isEmpty() ? "" : "\n").append(text(block, actual));
        }
        return new Outcome(rewritten.toString(), difference.toString());
    }

    private static List<String> play(Block block, String command, Function<String, List<String>> cluster) {
        try {
            return cluster.apply(command);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("line " + block.line() + ", " + command + ": " + e.getMessage(), e);
        }
    }

    private static String text(Block block, List<String> output) {
        List<String> lines = new ArrayList<>(block.comments());
        lines.addAll(block.commands());
        if (!block.commands().isEmpty()) {
            lines.add(SEPARATOR);
        }
        lines.addAll(output);
        return String.join("\n", lines) + "\n";
    }

    /** The lines that are equal at both ends are shown once. */
    private static String difference(Block block, List<String> actual) {
        List<String> expected = block.expected();
        int shorter = Math.min(expected.size(), actual.size());
        int head = 0;
        while (head < shorter && expected.get(head).equals(actual.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && expected.get(expected.size() - 1 - tail).equals(actual.get(actual.size() - 1 - tail))) {
            tail++;
        }
        StringBuilder shown = new StringBuilder("line " + block.line() + ": " + String.join("; ", block.commands()) + "\n");
        append(shown, "  ", actual.subList(0, head));
        append(shown, "- ", expected.subList(head, expected.size() - tail));
        append(shown, "+ ", actual.subList(head, actual.size() - tail));
        append(shown, "  ", actual.subList(actual.size() - tail, actual.size()));
        return shown.toString();
    }

    private static void append(StringBuilder shown, String mark, List<String> lines) {
        lines.forEach(line -> shown.append(mark).append(line).append('\n'));
    }
}
