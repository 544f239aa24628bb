package io.minos.node.front;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Paths and forms as Go's net/url and net/http read them, down to what they refuse. */
final class GoUrl {
    private GoUrl() {}

    /** It says why, in Go's words. */
    static final class BadEscape extends Exception {
        private static final long serialVersionUID = 1;

        BadEscape(String why) {
            super(why, null, false, false);
        }
    }

    static String unescape(String text, boolean plusIsBlank) throws BadEscape {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '%') {
                int high = i + 1 < utf8.length ? Character.digit(utf8[i + 1], 16) : -1;
                int low = i + 2 < utf8.length ? Character.digit(utf8[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    String bad = new String(utf8, i, Math.min(3, utf8.length - i), StandardCharsets.UTF_8);
                    throw new BadEscape("invalid URL escape \"" + bad.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
                }
                bytes.write(16 * high + low);
                i += 2;
            } else {
                bytes.write(plusIsBlank && utf8[i] == '+' ? ' ' : utf8[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** As Go escapes a path that it has cleaned. */
    static String escapePath(String path) {
        StringBuilder escaped = new StringBuilder();
        for (byte one : path.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = one > 0 && (Character.isLetterOrDigit(one) || "-_.~$&+,/:;=@".indexOf(one) >= 0);
            escaped.append(plain ? String.valueOf((char) one) : String.format("%%%02X", one & 0xff));
        }
        return escaped.toString();
    }

    /** Without empty, "." and ".." components; a slash at the end stays. */
    static String clean(String path) {
        ArrayDeque<String> components = new ArrayDeque<>();
        for (String component : path.split("/")) {
            if (component.equals("..")) {
                components.pollLast();
            } else if (!component.isEmpty() && !component.equals(".")) {
                components.add(component);
            }
        }
        StringBuilder cleaned = new StringBuilder();
        for (Iterator<String> each = components.iterator(); each.hasNext(); ) {
            cleaned.append('/').append(each.next());
        }
        return path.endsWith("/") || cleaned.isEmpty() ? cleaned.append('/').toString() : cleaned.toString();
    }

    /** Adds what a query or a form's body says. @return what is wrong with it, all the rest being read nevertheless */
    static Optional<String> readForm(String form, Map<String, List<String>> values) {
        Optional<String> problem = Optional.empty();
        for (String pair : form.split("&")) {
            if (pair.contains(";")) {
                problem = Optional.of("invalid semicolon separator in query");
            } else if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                try {
                    String name = unescape(equals < 0 ? pair : pair.substring(0, equals), true);
                    String value = unescape(equals < 0 ? "" : pair.substring(equals + 1), true);
                    values.computeIfAbsent(name, each -> new ArrayList<>()).add(value);
                } catch (BadEscape bad) {
                    problem = problem.or(() -> Optional.of(String.valueOf(bad.getMessage())));
                }
            }
        }
        return problem;
    }
}
