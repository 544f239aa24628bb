package io.minos.node.sim;

/** One member's clocks: a monotonic one that runs a little fast or slow, and a wall clock that may be set. */
public final class MemberClock {
    private static final long MILLION = 1_000_000;
    private static final long WALL_MILLIS_AT_START = 1_700_000_000_000L;

    private final Agenda agenda;
    private final long driftPpm;
    private long wallOffsetMillis;

    /** @param drift as 0.001 for a clock that gains a millisecond a second */
    MemberClock(Agenda agenda, double drift) {
        this.agenda = agenda;
        this.driftPpm = Math.round(drift * MILLION);
    }

    /** Nanoseconds, monotonic. */
    long nanos() {
        return shown(agenda.now());
    }

    private long shown(long worldNanos) {
        return worldNanos + worldNanos / MILLION * driftPpm + worldNanos % MILLION * driftPpm / MILLION;
    }

    /** The first moment of the world at which this clock shows at least {@code nanos}. */
    long whenItShows(long nanos) {
        long moment = (long) (nanos / (1 + (double) driftPpm / MILLION)) - 2; // rounded, so that it is looked for from just before
        while (shown(moment) < nanos) {
            moment++;
        }
        return moment;
    }

    public long wallMillis() {
        return WALL_MILLIS_AT_START + wallOffsetMillis + nanos() / MILLION;
    }

    /** Somebody sets the wall clock, forward or back. */
    public void jumpWallMillis(long millis) {
        wallOffsetMillis += millis;
    }
}
