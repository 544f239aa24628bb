package io.minos.node.tls;

import java.io.IOException;

/** Certificates, keys or options that cannot be used; the message is one line for the operator. */
public final class TlsException extends IOException {
    private static final long serialVersionUID = 1;

    TlsException(String message) {
        super(message);
    }
}
