package io.minos.checker.verdict;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is measured of how long the service was away, and may be limited. */
public enum Measure {
    /** Spans without one success, with clients at work. */
    @JsonProperty("withoutSuccess") WITHOUT_SUCCESS("withoutSuccess"),
    /** From a fault that cost a leader its place to its successor. */
    @JsonProperty("newLeader") NEW_LEADER("newLeader"),
    /** From a fault to the first success at a node that it did not hit. */
    @JsonProperty("elsewhere") ELSEWHERE("elsewhere"),
    /** From a fault's heal to the first success at every node. */
    @JsonProperty("everywhereAfterHeal") EVERYWHERE_AFTER_HEAL("everywhereAfterHeal");

    private final String text;

    Measure(String text) {
        this.text = text;
    }

    /** As scenarios and files call it. */
    public String text() {
        return text;
    }

    /** Empty: no measure is called so. */
    public static Optional<Measure> of(String text) {
        return Arrays.stream(values()).filter(measure -> measure.text.equals(text)).findFirst();
    }

    /** The texts of all. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(Measure::text).toList();
    }
}
