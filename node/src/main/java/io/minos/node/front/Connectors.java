package io.minos.node.front;

import io.minos.node.config.ClientConnections;
import io.minos.node.tls.Tls;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/** Where clients are listened for: on each address HTTP/1.1 and HTTP/2, in cleartext, over TLS, or both when both are asked for. */
final class Connectors {
    private static final String CLEARTEXT = "http";
    private static final String TLS = "https";

    private final Optional<Tls> tls;
    private final long idleMillis;
    private final ClientConnections connections;

    Connectors(Optional<Tls> tls, ClientConnections connections, long idleMillis) {
        this.tls = tls;
        this.connections = connections;
        this.idleMillis = idleMillis;
    }

    /** One for each address, in the order of the URLs. */
    List<ServerConnector> at(List<URI> urls, Server server) {
        Map<String, Set<String>> schemes = new LinkedHashMap<>();
        Map<String, URI> first = new LinkedHashMap<>();
        int anyPort = 0;
        for (URI url : urls) {
            String address = url.getPort() == 0 ? "any port, " + anyPort++ : url.getAuthority();
            schemes.computeIfAbsent(address, unseen -> new TreeSet<>()).add(url.getScheme());
            first.putIfAbsent(address, url);
        }
        List<ServerConnector> connectors = new ArrayList<>();
        first.forEach((address, url) -> connectors.add(connector(server, url, schemes.get(address))));
        return connectors;
    }

    private ServerConnector connector(Server server, URI url, Set<String> schemes) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(UriCompliance.UNSAFE); // a key of the v2 API may hold any character, a slash included
        http.addCustomizer(new SecureRequestCustomizer(false)); // the Host header is the client's affair
        HttpConnectionFactory http1 = WholeChunks.connections(http);
        List<ConnectionFactory> protocols = new ArrayList<>();
        if (schemes.contains(CLEARTEXT)) {
            protocols.add(http1);
            protocols.add(forClientsOfAllKinds(new HTTP2CServerConnectionFactory(http)));
        }
        if (schemes.contains(TLS)) {
            List<ConnectionFactory> secure = overTls(http);
            if (protocols.isEmpty()) {
                protocols.addAll(secure);
                protocols.add(http1);
            } else {
                // the first bytes tell which it is: if not TLS, what stands next to the detector
                protocols.add(0, new DetectorConnectionFactory((SslConnectionFactory) secure.get(0)));
                protocols.addAll(secure);
            }
        }
        ServerConnector connector = new ClientConnector(server, protocols.toArray(ConnectionFactory[]::new));
        if (schemes.contains(TLS)) {
            connector.addBean(certificates().doorkeeper());
        }
        connector.addEventListener(new ConnectionWatch(connections, connector.getScheduler()));
        connector.setHost(unbracketed(url.getHost()));
        connector.setPort(url.getPort());
        connector.setIdleTimeout(idleMillis);
        return connector;
    }

    /** HTTP/2 for who asks for it (ALPN), else HTTP/1.1. */
    private List<ConnectionFactory> overTls(HttpConfiguration http) {
        ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
        choice.setDefaultProtocol("http/1.1");
        return List.of(new SslConnectionFactory(certificates().server(), choice.getProtocol()), choice, forClientsOfAllKinds(new HTTP2ServerConnectionFactory(http)));
    }

    private Tls certificates() {
        return tls.orElseThrow(() -> new IllegalArgumentException("an https URL without a certificate"));
    }

    /** Jetty's defaults would cut off clients that ping often or hold many watches on one connection. */
    private ConnectionFactory forClientsOfAllKinds(AbstractHTTP2ServerConnectionFactory factory) {
        factory.setMaxConcurrentStreams(connections.streamsMax());
        factory.setRateControlFactory(new RateControl.Factory() {});
        factory.setStreamIdleTimeout(-1);
        return factory;
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
