package io.minos.node.v2;

/** What {@code /v2/stats/store} counts, in its order, by its names; without reads and watchers, which are each member's own. */
public enum Counter {
    SETS("sets"), DELETE("delete"), UPDATE("update"), CREATE("create"), COMPARE_AND_SWAP("compareAndSwap"), COMPARE_AND_DELETE("compareAndDelete"),
    EXPIRE("expire");

    private final String shown;

    Counter(String shown) {
        this.shown = shown;
    }

    public String shown() {
        return shown;
    }
}
