package io.minos.reports.plot;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes markup that is well-formed as XML and reads the same as HTML. Texts and attribute values are always escaped; characters
 * that XML forbids, and those that turn the direction of a text, are made visible instead of being dropped: a key that holds
 * one is itself worth seeing.
 */
public final class Markup {
    /** A newline follows the end of these, so that a report can be compared line by line. */
    private static final Set<String> ENDS_A_LINE = Set.of(
            "head", "body", "title", "meta", "style", "header", "nav", "section", "footer", "div", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dd",
            "table", "thead", "tbody", "tr", "figure", "figcaption", "svg", "g", "defs", "pattern", "details", "pre",
            "testsuite", "testcase", "properties", "property", "failure", "error");

    private final StringWriter out = new StringWriter();
    private final XMLStreamWriter xml;
    private final Deque<String> open = new ArrayDeque<>();

    public Markup() {
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param attributes names and values in turn; a {@code double} is written with one decimal at most */
    public Markup open(String element, Object... attributes) {
        open.push(element);
        return write(() -> {
            xml.writeStartElement(element);
            writeAttributes(attributes);
        });
    }

    public Markup close() {
        String element = open.pop();
        write(xml::writeEndElement);
        return ENDS_A_LINE.contains(element) ? line() : this;
    }

    public Markup text(Object text) {
        return write(() -> xml.writeCharacters(visible(string(text))));
    }

    /** An element that holds nothing but a text. */
    public Markup leaf(String element, Object text, Object... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** An element without content, {@code <rect …/>}. */
    public Markup empty(String element, Object... attributes) {
        write(() -> {
            xml.writeEmptyElement(element);
            writeAttributes(attributes);
        });
        return ENDS_A_LINE.contains(element) ? line() : this;
    }

    public Markup line() {
        return write(() -> xml.writeCharacters("\n"));
    }

    /** Text of our own that must not be escaped: the document type, a style sheet. It may hold neither {@code &} nor {@code <}, except at its start. */
    public Markup raw(String trusted) {
        return write(() -> {
            xml.writeCharacters(""); // ends the tag before
            xml.flush();
            out.write(trusted);
        });
    }

    /** All that was written. Every element must have been closed. */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        raw("");
        return out.toString();
    }

    private void writeAttributes(Object... attributes) throws XMLStreamException {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("an attribute without a value: " + attributes[attributes.length - 1]);
        }
        for (int i = 0; i < attributes.length; i += 2) {
            xml.writeAttribute(string(attributes[i]), visible(string(attributes[i + 1])));
        }
    }

    /** One decimal at most: a tenth of a pixel is enough, and a report has ten thousands of them. */
    static String string(Object value) {
        if (value instanceof Double number) {
            return BigDecimal.valueOf(number).setScale(1, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
        }
        return value.toString();
    }

    /** The text with what cannot be seen, or not be written at all, made visible. */
    public static String visible(String text) {
        if (text.codePoints().allMatch(Markup::harmless)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (harmless(c)) {
                shown.appendCodePoint(c);
            } else if (c < 0x20) {
                shown.appendCodePoint(0x2400 + c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return shown.toString();
    }

    private static boolean harmless(int c) {
        boolean control = c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c <= 0x9f;
        boolean direction = c == 0x200e || c == 0x200f || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
        boolean notXml = c >= 0xd800 && c <= 0xdfff || c == 0xfffe || c == 0xffff;
        return !control && !direction && !notXml;
    }

    private interface Writing {
        void run() throws XMLStreamException;
    }

    private Markup write(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
