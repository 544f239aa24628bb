package io.minos.reports.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Event;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.Availability;
import io.minos.checker.verdict.Judgement.Counts;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Judgement.LeaderChange;
import io.minos.checker.verdict.Verdict;
import io.minos.reports.series.Percentiles;
import io.minos.reports.series.Series;
import io.minos.reports.series.Series.Bucket;
import io.minos.reports.series.Series.Errors;
import io.minos.reports.series.Series.Sample;
import java.awt.geom.Rectangle2D;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class OverviewPlotTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void labels_never_overlap_nor_leave_the_page_however_dense_faults_and_leaders_are() throws Exception {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            List<FaultRecord> faults = new ArrayList<>();
            List<LeaderChange> leaders = new ArrayList<>();
            for (int i = 0; i < 14; i++) {
                long from = (long) (random.nextDouble() * 60 * SECOND);
                faults.add(new FaultRecord("f" + i, "one-way-partition", List.of("n" + i), Map.of(), from, random.nextInt(4) == 0 ? null : Math.min(60 * SECOND, from + random.nextInt(20) * SECOND), true, List.of()));
                leaders.add(new LeaderChange((long) (random.nextDouble() * 60 * SECOND), "node-" + i, i));
            }
            List<Rectangle2D> boxes = new ArrayList<>();
            for (Element text : labels(draw(faults, leaders))) {
                Rectangle2D box = box(text);
                assertThat(box.getMinX()).as("seed %d: %s", seed, text.getTextContent()).isGreaterThanOrEqualTo(0);
                assertThat(box.getMaxX()).as("seed %d: %s", seed, text.getTextContent()).isLessThanOrEqualTo(OverviewPlot.WIDTH);
                assertThat(boxes).as("seed %d: %s", seed, text.getTextContent()).noneMatch(box::intersects);
                boxes.add(box);
            }
            assertThat(boxes).hasSize(28 + 2);
        }
    }

    @Test
    void two_hundred_faults_are_bars_without_labels_and_the_plot_does_not_grow() throws Exception {
        List<FaultRecord> faults = new ArrayList<>();
        List<LeaderChange> leaders = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long from = i * SECOND * 3 / 10;
            faults.add(new FaultRecord("f" + i, "kill", List.of("n1"), Map.of(), from, from + SECOND / 5, i != 7, List.of()));
            leaders.add(new LeaderChange(from, "n1", i));
        }
        String few = draw(faults.subList(0, 8), leaders.subList(0, 8));
        String many = draw(faults, leaders);

        assertThat(many).contains("200 faults, too many to name here", "200 leader changes, too many to name here");
        assertThat(many.split("fault-bar", -1)).as("each is drawn").hasSize(201);
        assertThat(many.split("band-dense", -1)).hasSize(201);
        assertThat(many).doesNotContain("band-number").doesNotContain("leader-line");
        assertThat(labels(many)).as("but those of errors").hasSize(2);
        assertThat(few).contains("band-number", "leader-line").doesNotContain("too many");
        assertThat(height(many)).isLessThan(height(few) + 150);
    }

    private static double height(String svg) {
        return Double.parseDouble(svg.replaceAll("(?s).*viewBox=\"0 0 [0-9.]+ ([0-9.]+)\".*", "$1"));
    }

    private static String draw(List<FaultRecord> faults, List<LeaderChange> leaders) {
        Percentiles none = new Percentiles(0, 0, 0, 0);
        Series series = new Series(60 * SECOND, 60 * SECOND, List.of(new Bucket(0, 0, 1, 1, none), new Bucket(60 * SECOND, 0, 0, 0, none)), List.of(new Sample(3, 5_000_000, Event.Type.INFO)),
                List.of(new Errors("timeout", Event.Type.INFO, 1, List.of(1L, 0L)), new Errors("no-leader", Event.Type.FAIL, 1, List.of(1L, 0L))), List.of(), List.of(), 0);
        Markup page = new Markup();
        OverviewPlot.draw(page, series, new Judgement(1, Verdict.VALID, "", Map.of(), List.of(), faults, new Availability(List.of(), List.of(), leaders), new Counts(2, 0, 1, 1, Map.of())), List.of());
        return page.toString();
    }

    private static List<Element> labels(String svg) throws Exception {
        NodeList nodes = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg))).getElementsByTagName("text");
        List<Element> labels = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (((Element) nodes.item(i)).getAttribute("class").startsWith("label")) {
                labels.add((Element) nodes.item(i));
            }
        }
        return labels;
    }

    private static Rectangle2D box(Element text) {
        double width = Type.width(text.getTextContent(), 12);
        double x = Double.parseDouble(text.getAttribute("x"));
        return new Rectangle2D.Double(text.getAttribute("text-anchor").equals("end") ? x - width : x, Double.parseDouble(text.getAttribute("y")) - 10, width, 13);
    }
}
