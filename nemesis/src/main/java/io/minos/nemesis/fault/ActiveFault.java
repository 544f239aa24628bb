package io.minos.nemesis.fault;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A fault that was injected, until it is healed and after. Read from any thread; changed by the {@link Nemesis} alone. */
public final class ActiveFault {
    private final String id;
    private final FaultSpec spec;
    private final List<String> targets;
    private final Fault fault;
    private final List<Evidence> evidence = new CopyOnWriteArrayList<>();
    private volatile boolean healed;

    ActiveFault(String id, FaultSpec spec, List<String> targets, Fault fault) {
        this.id = id;
        this.spec = spec;
        this.targets = List.copyOf(targets);
        this.fault = fault;
    }

    /** As in the history. */
    public String id() {
        return id;
    }

    public FaultSpec spec() {
        return spec;
    }

    /** The nodes it was aimed at; empty when they could not be found. */
    public List<String> targets() {
        return targets;
    }

    /** All that was seen so far. */
    public List<Evidence> evidence() {
        return List.copyOf(evidence);
    }

    public boolean healed() {
        return healed;
    }

    /** Whether it is proved to have been at work on all its targets and nothing seen speaks against it. Final once healed. */
    public boolean effective() {
        return Evidence.prove(evidence);
    }

    /** A few words for people: {@code pause of n2}. */
    public String describe() {
        return spec.kind().text() + (targets.isEmpty() ? "" : " of " + String.join(", ", targets));
    }

    Fault fault() {
        return fault;
    }

    void add(List<Evidence> seen) {
        evidence.addAll(seen);
    }

    void markHealed() {
        healed = true;
    }
}
