package io.minos.node.config;

/** The command line, environment or file is not what it should be; the message is for the user, the code for exit. */
final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;
    /** As etcd: a flag that cannot be read. */
    static final int USAGE = 2;
    /** As etcd: flags that can be read, but do not make sense. */
    static final int INVALID = 1;

    private final int exitCode;

    ConfigException(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
