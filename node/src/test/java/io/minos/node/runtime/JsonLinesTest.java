package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();

    private String line(Level level, String message, Throwable thrown, Object... arguments) {
        return new String(new JsonLines().encode(new LoggingEvent("", context.getLogger("io.minos.node"), level, message, thrown, arguments)), StandardCharsets.UTF_8);
    }

    @Test
    void an_event_is_an_object_on_a_line_with_the_fields_of_etcd() throws Exception {
        JsonNode event = new ObjectMapper().readTree(line(Level.WARN, "{} stops: {}", null, "n1", "why"));
        assertThat(event.fieldNames()).toIterable().containsExactly("level", "ts", "logger", "msg");
        assertThat(event.path("level").asText()).isEqualTo("warn");
        assertThat(event.path("msg").asText()).isEqualTo("n1 stops: why");
        String time = event.path("ts").asText();
        assertThat(time).hasSizeBetween(24, 28);
        assertThat(OffsetDateTime.parse(time, DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXX")).toInstant()).isBetween(java.time.Instant.now().minusSeconds(60), java.time.Instant.now());
    }

    @Test
    void whatever_is_said_stays_on_its_line() throws Exception {
        String nasty = "a \"quote\",\na line\r\n\ta tab \\ \u0000 \u2028 é";
        String line = line(Level.INFO, "{}", null, nasty);
        assertThat(line).endsWith("}\n");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(new ObjectMapper().readTree(line).path("msg").asText()).isEqualTo(nasty);
    }

    @Test
    void an_exception_has_fields_of_its_own() throws Exception {
        String line = line(Level.ERROR, "broken", new IllegalStateException("because", new RuntimeException("deep")));
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        JsonNode event = new ObjectMapper().readTree(line);
        assertThat(event.path("msg").asText()).isEqualTo("broken");
        assertThat(event.path("error").asText()).isEqualTo("java.lang.IllegalStateException: because");
        assertThat(event.path("stacktrace").asText()).contains("JsonLinesTest").contains("Caused by: java.lang.RuntimeException: deep");
    }
}
