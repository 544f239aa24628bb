package io.minos.node.front;

import io.minos.node.tls.CommonName;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.EndPoint.SslSessionData;
import org.eclipse.jetty.server.Request;

/** Who a request says it is from: metadata {@code token}, then {@code authorization}, as etcd looks for them, and its certificate. */
public final class RequestCaller {
    private RequestCaller() {}

    /** What the JSON gateway would pass on. It never passes a certificate's name on: in etcd that is the gateway's own. */
    public static Caller ofJson(Request request) {
        return Caller.of(first(request.getHeaders(), "Grpc-Metadata-Token", "Authorization", "Grpc-Metadata-Authorization"), Optional.empty());
    }

    public static Caller ofGrpc(Request request) {
        return Caller.of(first(request.getHeaders(), "token", "authorization"), commonName(request));
    }

    private static Optional<String> first(HttpFields headers, String... names) {
        for (String name : names) {
            String value = headers.get(name);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** Whom the client's certificate, which was verified, names. */
    static Optional<String> commonName(Request request) {
        boolean showsCertificate = request.getAttribute(SslSessionData.ATTRIBUTE) instanceof SslSessionData tls && tls.peerCertificates() != null && tls.peerCertificates().length > 0;
        return showsCertificate ? CommonName.of(((SslSessionData) request.getAttribute(SslSessionData.ATTRIBUTE)).peerCertificates()[0]) : Optional.empty();
    }
}
