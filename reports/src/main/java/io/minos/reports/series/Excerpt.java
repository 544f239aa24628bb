package io.minos.reports.series;

import io.minos.checker.verdict.Anomaly;
import java.util.List;

/**
 * The part of a history that shows one anomaly.
 *
 * @param shown the operations that contradict each other and, around them, what else happened to the same key; in order of invocation
 * @param omitted operations of the anomaly that are not shown because there are too many
 * @param missing operations of the anomaly that the history does not hold
 */
public record Excerpt(Anomaly anomaly, List<Shown> shown, int omitted, int missing) {
    public Excerpt {
        shown = List.copyOf(shown);
    }

    /** @param principal one of the anomaly's own operations, not a bystander */
    public record Shown(Call call, boolean principal) {}
}
