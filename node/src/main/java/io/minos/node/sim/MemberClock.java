package io.minos.node.sim;

/** One member's clocks: a monotonic one that runs a little fast or slow, and a wall clock that may be set. */
public final class MemberClock {
    private final Agenda agenda;
    private final double rate;
    private long wallOffset;

    MemberClock(Agenda agenda, double drift) {
        this.agenda = agenda;
        this.rate = 1 + drift;
    }

    /** Nanoseconds, monotonic. */
    long nanos() {
        return (long) (agenda.now() * rate);
    }

    /** When the world's time is so that this clock shows at least {@code nanos}. */
    long whenItShows(long nanos) {
        return (long) Math.ceil(nanos / rate);
    }

    long wallMillis() {
        return 1_700_000_000_000L + wallOffset + nanos() / 1_000_000;
    }

    /** Somebody sets the wall clock. */
    public void jumpWallMillis(long millis) {
        wallOffset += millis;
    }
}
