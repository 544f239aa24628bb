package io.minos.nemesis.toxiproxy;

import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A toxic of a proxy. Its settings may change while it is at work. Belongs to the loop's thread. */
final class Toxic {
    /** Of the connection that is led through the proxy; upstream is from the client to the server. */
    enum Stream {
        UPSTREAM,
        DOWNSTREAM;

        /** In any case, as Toxiproxy reads it. */
        static Optional<Stream> parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "upstream" -> Optional.of(UPSTREAM);
                case "downstream" -> Optional.of(DOWNSTREAM);
                default -> Optional.empty();
            };
        }
    }

    private final String name;
    private final String type;
    private final String streamText;
    private final Stream stream;
    private float toxicity;
    private Attributes attributes;

    /** @param streamText as it was given; that is how Toxiproxy shows it again */
    Toxic(String name, String type, String streamText, Stream stream, float toxicity, Attributes attributes) {
        this.name = name;
        this.type = type;
        this.streamText = streamText;
        this.stream = stream;
        this.toxicity = toxicity;
        this.attributes = attributes;
    }

    String name() {
        return name;
    }

    String type() {
        return type;
    }

    String streamText() {
        return streamText;
    }

    Stream stream() {
        return stream;
    }

    float toxicity() {
        return toxicity;
    }

    Attributes attributes() {
        return attributes;
    }

    void change(Attributes attributes, float toxicity) {
        this.attributes = attributes;
        this.toxicity = toxicity;
    }

    Stage stage(RandomGenerator random, long nowNanos) {
        return strikes(random) ? attributes.stage(random, nowNanos) : new Stage();
    }

    Stage restage(Stage before, RandomGenerator random, long nowNanos) {
        return strikes(random) ? attributes.restage(before, random, nowNanos) : new Stage();
    }

    /** Whether it is at work on this connection: {@code toxicity} is the share of connections that it is. */
    private boolean strikes(RandomGenerator random) {
        return random.nextFloat() < toxicity;
    }
}
