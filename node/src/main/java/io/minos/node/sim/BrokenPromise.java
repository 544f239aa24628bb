package io.minos.node.sim;

/** Something happened that must never happen. Ends the simulation. */
public final class BrokenPromise extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String promise;
    private final String detail;

    /** @param promise in two or three words with dashes, as {@code one-leader-a-term} */
    public BrokenPromise(String promise, String detail) {
        super(promise + ": " + detail);
        this.promise = promise;
        this.detail = detail;
    }

    public BrokenPromise(String promise, String detail, RuntimeException cause) {
        super(promise + ": " + detail, cause);
        this.promise = promise;
        this.detail = detail;
    }

    public String promise() {
        return promise;
    }

    public String detail() {
        return detail;
    }
}
