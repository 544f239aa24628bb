package io.minos.nemesis.fault;

import java.util.List;

/** A fault that was injected, until it is healed and after. Read from any thread; changed by the {@link Nemesis} alone. */
public final class ActiveFault {
    public String id() {
        throw new UnsupportedOperationException();
    }

    public FaultSpec spec() {
        throw new UnsupportedOperationException();
    }

    /** The nodes it was aimed at; empty when they could not be found. */
    public List<String> targets() {
        throw new UnsupportedOperationException();
    }

    public List<Evidence> evidence() {
        throw new UnsupportedOperationException();
    }

    public boolean healed() {
        throw new UnsupportedOperationException();
    }

    /** Whether it is proved to have been at work on all its targets. Final once healed. */
    public boolean effective() {
        throw new UnsupportedOperationException();
    }

    /** One line for people: {@code pause of n2}. */
    public String describe() {
        throw new UnsupportedOperationException();
    }
}
