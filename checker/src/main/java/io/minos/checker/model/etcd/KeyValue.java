package io.minos.checker.model.etcd;

/**
 * A key as etcd shows it.
 *
 * @param create the revision that created it
 * @param mod the revision that changed it last
 * @param version 1 at its creation, and one more with each change since
 * @param lease 0: none
 */
public record KeyValue(String key, String value, long create, long mod, long version, long lease) {
    /** What compares see of a key that is not there. */
    static final KeyValue NONE = new KeyValue("", "", 0, 0, 0, 0);

    KeyValue withoutValue() {
        return new KeyValue(key, "", create, mod, version, lease);
    }

    KeyValue withoutRevisions() {
        return new KeyValue(key, value, 0, 0, version, lease);
    }

    @Override
    public String toString() {
        return key + "=" + value + (mod == 0 ? "" : " (create " + create + ", mod " + mod + ", version " + version + (lease == 0 ? ")" : ", lease " + lease + ")"));
    }
}
