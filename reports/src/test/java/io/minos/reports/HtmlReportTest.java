package io.minos.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Event;
import io.minos.checker.history.Event.Type;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.Call;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Impasse;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.Availability;
import io.minos.checker.verdict.Judgement.Counts;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Judgement.LeaderChange;
import io.minos.checker.verdict.Judgement.Recovery;
import io.minos.checker.verdict.Judgement.Window;
import io.minos.checker.verdict.Verdict;
import io.minos.reports.SampleRuns.Sample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class HtmlReportTest {
    private static final String HOSTILE = "</style></svg><script>alert(1)</script>\"'&\u0000\u202e\ud800";

    @TempDir Path directory;

    private String html(Sample sample) throws Exception {
        Histories.write(directory, sample.events());
        Reports.write(directory, sample.judgement());
        return Files.readString(directory.resolve(Reports.HTML));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_minute_of_operations_gives_a_well_formed_page_with_every_fault_and_check_on_it(boolean invalid) throws Exception {
        Sample sample = SampleRuns.large(1, 470, invalid);
        Document page = Xml.parse(html(sample));

        assertThat(sample.events()).hasSizeGreaterThan(30_000);
        String text = page.getDocumentElement().getTextContent();
        assertThat(text).contains(invalid ? "INVALID" : "VALID");
        sample.judgement().faults().forEach(f -> assertThat(text).contains(f.kind()).contains(f.evidence().get(0)));
        sample.judgement().checks().forEach(c -> assertThat(text).contains(c.check()).contains(c.promise()).contains(c.reason()));
        assertThat(withClass(page, "rect", "band ")).hasSize(5);
        assertThat(withClass(page, "path", "leader-line")).hasSize(sample.judgement().availability().leaderChanges().size());
        assertThat(withClass(page, "path", "anomaly-line")).hasSize(invalid ? 2 : 0);
        assertThat(withClass(page, "svg", "excerpt")).hasSize(invalid ? 2 : 0);
    }

    @Test
    void the_page_does_not_grow_with_the_number_of_operations() throws Exception {
        Sample sample = SampleRuns.large(2, 6_500, false);
        assertThat(sample.events()).hasSizeGreaterThan(200_000);
        assertThat(html(sample).getBytes(StandardCharsets.UTF_8).length).isLessThan(300_000);
    }

    @Test
    void nothing_is_fetched_and_nothing_runs() throws Exception {
        String html = html(SampleRuns.large(1, 100, true));
        Document page = Xml.parse(html);
        assertThat(Xml.all(page, "script")).isEmpty();
        assertThat(Xml.all(page, "img")).isEmpty();
        Xml.all(page, "a").forEach(a -> assertThat(a.getAttribute("href")).startsWith("#"));
        Xml.all(page, "link").forEach(link -> assertThat(link.getAttribute("href")).isEqualTo("data:,"));
        assertThat(html.replace("xmlns=\"http://www.w3.org/1999/xhtml\"", "")).doesNotContain("http:", "https:", "@import", "src=");
    }

    @Test
    void every_section_that_is_linked_to_is_there() throws Exception {
        Document page = Xml.parse(html(SampleRuns.smallInvalid()));
        List<String> ids = Xml.all(page, "section").stream().map(s -> s.getAttribute("id")).toList();
        assertThat(Xml.all(page, "a")).hasSize(8).allSatisfy(a -> assertThat(ids).contains(a.getAttribute("href").substring(1)));
    }

    @Test
    void texts_from_outside_stay_texts_wherever_they_stand() throws Exception {
        Document page = Xml.parse(html(hostile()));
        assertThat(Xml.all(page, "script")).isEmpty();
        assertThat(page.getDocumentElement().getTextContent()).contains("alert(1)").contains("\u2400").doesNotContain("\u202e").contains("\\u202e").contains("\\ud800");
        assertThat(Xml.parse(Files.readString(directory.resolve(Reports.JUNIT))).getDocumentElement().getTagName()).isEqualTo("testsuite");
        // Code, in a line or as lines of their own after an empty one, is not read as Markdown.
        assertThat(Files.readString(directory.resolve(Reports.SUMMARY)).replaceAll("`[^`]*`", "").replaceAll("(?m)(?<=\\n\\n)( {4}.*\\n)+", "")).doesNotContainPattern("(?<!\\\\)<script");
    }

    /** The same hostile text wherever a text can come from outside. */
    private static Sample hostile() {
        String quoted = Histories.JSON.valueToTree(HOSTILE).toString();
        List<Event> events = new java.util.ArrayList<>();
        long time = 0;
        for (Type outcome : List.of(Type.OK, Type.FAIL, Type.INFO)) {
            String process = HOSTILE + events.size();
            for (String f : List.of("write", HOSTILE)) {
                var value = tree("{\"key\":" + quoted + ",\"value\":" + quoted + "}");
                events.add(new Event(1 + events.size(), time += 1_000_000, process + f, HOSTILE, Type.INVOKE, f, value, null, null));
                events.add(new Event(1 + events.size(), time += 1_000_000, process + f, HOSTILE, outcome, f, value, outcome == Type.OK ? null : HOSTILE, null));
            }
        }
        events.add(0, new Event(0, 0, Event.RUNNER, null, Type.INFO, "run", tree("{\"historyVersion\":1}"), null, null));
        events.add(new Event(events.size(), time, Event.RUNNER, null, Type.INFO, "phase", tree("{\"name\":" + quoted + "}"), null, null));
        Anomaly anomaly = new Anomaly(HOSTILE, HOSTILE, HOSTILE, List.of(1L, 3L), List.of(HOSTILE),
                new Impasse(List.of(new Impasse.Part(1, HOSTILE, false)), List.of(1L), List.of(HOSTILE), List.of(new Impasse.Next(3, HOSTILE))),
                List.of(new Call(1, null, HOSTILE, HOSTILE, HOSTILE, Call.Outcome.INFO, 0, null, 0), new Call(3, 4L, HOSTILE, HOSTILE, HOSTILE, Call.Outcome.OK, 0, 9L, 1)));
        CheckResult check = new CheckResult(HOSTILE, HOSTILE, Verdict.INVALID, HOSTILE, List.of(anomaly), 1, Map.of(HOSTILE, HOSTILE), 1);
        FaultRecord fault = new FaultRecord(HOSTILE, HOSTILE, List.of(HOSTILE), Map.of(HOSTILE, HOSTILE), 0, null, true, List.of(HOSTILE));
        Judgement judgement = new Judgement(1, Verdict.INVALID, HOSTILE, Map.of(HOSTILE, HOSTILE, "scenario", HOSTILE, "target", HOSTILE), List.of(check), List.of(fault),
                new Availability(List.of(new Window(0, 5)), List.of(new Recovery(HOSTILE, 1L, null, 3L)), List.of(new LeaderChange(3, HOSTILE, 1))), new Counts(6, 2, 2, 2, Map.of(HOSTILE, 4L)));
        return new Sample(judgement, events);
    }

    private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
        try {
            return Histories.JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static List<Element> withClass(Document page, String element, String css) {
        return Xml.all(page, element).stream().filter(e -> e.getAttribute("class").startsWith(css)).toList();
    }
}
