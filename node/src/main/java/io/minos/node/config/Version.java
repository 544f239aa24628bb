package io.minos.node.config;

/** What the node says it is. */
public final class Version {
    /** The etcd whose API it speaks. */
    public static final String ETCD = "3.4.23";
    /** The cluster version that goes with it. */
    public static final String ETCD_CLUSTER = "3.4.0";
    public static final String MINOS = "0.1.0";

    private Version() {}

    /** What {@code --version} prints; the first line as etcd has it, for scripts that look. */
    static String text() {
        return "etcd Version: " + ETCD + "\nMinos Version: " + MINOS + "\nJava Version: " + Runtime.version() + "\n";
    }
}
