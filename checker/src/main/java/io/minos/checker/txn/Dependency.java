package io.minos.checker.txn;

/** Why one transaction comes before another. */
enum Dependency {
    /** Its write was replaced by the other's. */
    WW("ww"),
    /** Its write was read by the other. */
    WR("wr"),
    /** It did not read what the other wrote. */
    RW("rw"),
    /** The same process ran it before. */
    PROCESS("process"),
    /** It was answered before the other was asked for. */
    REALTIME("realtime"),
    /** The rest of a way that began with another dependency and leads over nodes that are no transactions. */
    ONWARD("onward");

    private final String text;

    Dependency(String text) {
        this.text = text;
    }

    int bit() {
        return 1 << ordinal();
    }

    @Override
    public String toString() {
        return text;
    }
}
