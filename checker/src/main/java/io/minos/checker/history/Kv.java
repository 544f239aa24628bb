package io.minos.checker.history;

/**
 * A key as an answer or an event showed it.
 *
 * @param value empty in a delete event
 * @param create the revision that created the key; 0 when not told
 * @param mod the revision that last changed it; 0 when not told
 * @param version changes since the creation, 1 at the creation; 0 when not told, and in a delete event
 * @param lease 0: none
 */
public record Kv(String key, String value, long create, long mod, long version, long lease) {
    @Override
    public String toString() {
        return key + "=" + value + (mod == 0 ? "" : " (mod " + mod + ")");
    }
}
