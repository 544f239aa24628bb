package io.minos.reports;

import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The judgement in one breath: the same words in every report and on the terminal.
 *
 * @param sentence one sentence, without the verdict's name, ended by a full stop
 */
public record Headline(Verdict verdict, String sentence) {
    public static Headline of(Judgement judgement) {
        String sentence = switch (judgement.verdict()) {
            case VALID -> valid(judgement);
            case INVALID -> invalid(judgement);
            case UNKNOWN -> unknown(judgement);
        };
        return new Headline(judgement.verdict(), sentence);
    }

    /** {@code VALID: every promise checked held …} */
    public String line() {
        return verdict + ": " + sentence;
    }

    private static String valid(Judgement judgement) {
        int faults = judgement.faults().size();
        long effective = judgement.faults().stream().filter(Judgement.FaultRecord::effective).count();
        if (faults == 0) {
            return "Every promise checked held; no fault was injected.";
        }
        if (effective < faults) {
            return "Every promise checked held, but only " + effective + " of " + faults + " faults took effect.";
        }
        return faults == 1
                ? "Every promise checked held under 1 fault, with evidence that it took effect."
                : "Every promise checked held under " + faults + " faults, each with evidence that it took effect.";
    }

    private static String invalid(Judgement judgement) {
        List<CheckResult> broken = judgement.checks().stream().filter(c -> c.verdict() == Verdict.INVALID).toList();
        return switch (broken.size()) {
            case 0 -> "The store broke a promise: " + ended(judgement.reason());
            case 1 -> "The store broke a promise, " + broken.get(0).check() + ": " + ended(broken.get(0).reason());
            default -> "The store broke " + broken.size() + " of " + judgement.checks().size() + " promises: " + broken.stream().map(CheckResult::check).collect(Collectors.joining(", ")) + ".";
        };
    }

    private static String unknown(Judgement judgement) {
        return "Nothing was found broken, but there is not enough evidence for a pass: " + ended(judgement.reason());
    }

    private static String ended(String sentence) {
        String stripped = sentence.strip();
        return stripped.isEmpty() ? "no reason given." : stripped.endsWith(".") ? stripped : stripped + ".";
    }
}
