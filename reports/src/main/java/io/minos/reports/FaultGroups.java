package io.minos.reports;

import io.minos.checker.verdict.Judgement.FaultRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Faults of one kind on the same targets, counted: what a person reads of a storm of them.
 *
 * @param groups by kind, then by target
 */
public record FaultGroups(List<Group> groups) {
    /** More than these are no longer read one by one. */
    public static final int EACH_MAX = 20;

    /** @param target the nodes, with commas between; empty for none */
    public record Group(String kind, String target, int injected, int effective) {
        private Group with(FaultRecord fault) {
            return new Group(kind, target, injected + 1, effective + (fault.effective() ? 1 : 0));
        }
    }

    public FaultGroups {
        groups = List.copyOf(groups);
    }

    public static FaultGroups of(List<FaultRecord> faults) {
        Map<String, Group> groups = new TreeMap<>();
        for (FaultRecord fault : faults) {
            String target = String.join(", ", fault.target());
            String name = fault.kind() + '\n' + target;
            groups.put(name, groups.getOrDefault(name, new Group(fault.kind(), target, 0, 0)).with(fault));
        }
        return new FaultGroups(List.copyOf(groups.values()));
    }

    /** Whether there are too many to show each. */
    public boolean worthwhile() {
        return groups.stream().mapToInt(Group::injected).sum() > EACH_MAX;
    }
}
