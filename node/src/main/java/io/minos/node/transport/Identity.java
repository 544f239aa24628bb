package io.minos.node.transport;

import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * Who a connection is from and for, in its headers: a member must never take the word of another cluster's, or take what
 * was meant for another.
 */
record Identity(long cluster, long from, long to) {
    private static final String CLUSTER = "Minos-Cluster";
    private static final String FROM = "Minos-From";
    private static final String TO = "Minos-To";

    void putInto(HttpFields.Mutable headers) {
        headers.add(new HttpField(CLUSTER, Long.toHexString(cluster)));
        headers.add(new HttpField(FROM, Long.toHexString(from)));
        headers.add(new HttpField(TO, Long.toHexString(to)));
    }

    /** Empty if the headers do not say. */
    static Optional<Identity> of(HttpFields headers) {
        try {
            return Optional.of(new Identity(id(headers, CLUSTER), id(headers, FROM), id(headers, TO)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long id(HttpFields headers, String name) {
        String value = headers.get(name);
        return Long.parseUnsignedLong(value == null ? "" : value, 16);
    }
}
