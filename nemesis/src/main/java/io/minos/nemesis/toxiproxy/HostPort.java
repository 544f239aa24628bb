package io.minos.nemesis.toxiproxy;

import java.net.InetSocketAddress;

/** Addresses as Go writes them: {@code host:port}, {@code [ipv6]:port}, {@code :port} for any interface. */
final class HostPort {
    private HostPort() {}

    /** @throws ApiException with the text of Go's dialer */
    static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new ApiException("listen tcp: address " + text + ": missing port in address", 500);
        }
        String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
        int port = port(text, text.substring(colon + 1));
        InetSocketAddress address = host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new ApiException("listen tcp: lookup " + host + ": no such host", 500);
        }
        return address;
    }

    private static int port(String text, String digits) {
        try {
            int port = digits.isEmpty() ? 0 : Integer.parseInt(digits);
            if (port >= 0 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new ApiException("listen tcp: lookup tcp/" + digits + ": unknown port", 500);
        }
        throw new ApiException("listen tcp: address " + text + ": invalid port", 500);
    }

    static String format(InetSocketAddress address) {
        if (address.getAddress().isAnyLocalAddress()) {
            return "[::]:" + address.getPort();
        }
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
