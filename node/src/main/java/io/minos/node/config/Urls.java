package io.minos.node.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** URLs of the form {@code scheme://host:port}, checked as etcd does (pkg/types/urls.go, embed/config.go). */
final class Urls {
    private static final Pattern FORM = Pattern.compile("([a-z]+)://([^/?#]*)([/?#].*)?");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(|[^:\\[\\]]+|\\[[^\\]]*\\]):([0-9]*)");
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}[.]){3}[0-9]{1,3}");

    private Urls() {}

    /** What is wrong with the first that is wrong. */
    static Optional<String> problem(List<String> urls) {
        return urls.stream().map(String::strip).map(Urls::problem).flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> problem(String url) {
        var form = FORM.matcher(url);
        String scheme = form.matches() ? form.group(1) : "";
        if (scheme.equals("unix") || scheme.equals("unixs")) {
            return Optional.of("unix sockets are not supported: " + url);
        }
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.of("URL scheme must be http, https, unix, or unixs: " + url);
        }
        if (!HOST_AND_PORT.matcher(form.group(2)).matches()) {
            return Optional.of("URL address does not have the form \"host:port\": " + url);
        }
        if (form.group(3) != null) {
            return Optional.of("URL must not contain a path: " + url);
        }
        return Optional.empty();
    }

    /** Splits, sorts. */
    static List<String> split(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",", -1)).map(String::strip).sorted().toList();
    }

    /** Addresses to listen on must be addresses, not names. */
    static Optional<String> bindProblem(List<String> urls) {
        return urls.stream().filter(url -> !isLocalhost(host(url)) && !isIp(host(url)))
                .map(url -> "expected IP in URL for binding (" + url + ")").findFirst();
    }

    /** Advertised addresses must have a host. */
    static Optional<String> hostProblem(List<String> urls) {
        return urls.stream().filter(url -> host(url).isEmpty()).map(url -> "unexpected empty host (" + url + ")").findFirst();
    }

    static List<URI> toUris(List<String> urls) throws ConfigException {
        try {
            List<URI> uris = new java.util.ArrayList<>();
            for (String url : urls) {
                uris.add(new URI(url));
            }
            return List.copyOf(uris);
        } catch (URISyntaxException e) {
            throw new ConfigException(ConfigException.INVALID, "not a URL: " + e.getInput());
        }
    }

    /** With names resolved, as etcd compares URLs that are not the same by the letter. */
    static List<String> resolved(List<URI> urls) {
        return urls.stream().map(Urls::resolved).sorted().toList();
    }

    static List<URI> sorted(List<URI> urls) {
        return urls.stream().sorted(Comparator.comparing(URI::toString)).toList();
    }

    private static String resolved(URI url) {
        String host = url.getHost();
        if (isLocalhost(host) || isIp(host)) {
            return url.toString();
        }
        try {
            return url.getScheme() + "://" + InetAddress.getByName(host).getHostAddress() + ":" + url.getPort();
        } catch (UnknownHostException e) {
            return url.toString();
        }
    }

    private static String host(String url) {
        String authority = url.substring(url.indexOf("://") + 3);
        return authority.substring(0, authority.lastIndexOf(':'));
    }

    private static boolean isLocalhost(String host) {
        return host.equals("localhost");
    }

    private static boolean isIp(String host) {
        boolean ipv6 = host.startsWith("[") && host.indexOf(':') > 0;
        return ipv6 || IPV4.matcher(host).matches() && Arrays.stream(host.split("[.]")).allMatch(part -> Integer.parseInt(part) < 256);
    }
}
