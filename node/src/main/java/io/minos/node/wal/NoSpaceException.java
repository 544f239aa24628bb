package io.minos.node.wal;

import java.io.IOException;

/** The file system is full. Nothing of the call took effect; the log is intact. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1;

    public NoSpaceException(String message) {
        super(message);
    }

    public NoSpaceException(String message, Throwable cause) {
        super(message, cause);
    }
}
