package io.minos.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.check.Checks;
import io.minos.checker.history.Event;
import io.minos.checker.history.Event.Type;
import io.minos.checker.history.History;
import io.minos.checker.judge.Judge;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** From a history through the real judge to the reports: what one means is what the other shows. */
class JudgedTest {
    @TempDir Path directory;

    @Test
    void a_stale_read_under_a_fault_is_judged_and_drawn_with_its_own_operations() throws Exception {
        List<Event> events = staleRead();
        Judgement judgement = new Judge(Runnable::run, Duration.ofSeconds(20)).judge(History.of(events), Checks.standard(Map.of()));
        assertThat(judgement.verdict()).isEqualTo(Verdict.INVALID);
        Path kept = System.getProperty("show") == null ? directory : Files.createDirectories(Path.of(System.getProperty("show"), "judged"));
        Histories.write(kept, events);
        Reports.Files files = Reports.write(kept, judgement);

        Document page = Xml.parse(Files.readString(files.html()));
        assertThat(page.getDocumentElement().getTextContent()).doesNotContain("not found in the history").contains("partition", "links to n1 blackholed");
        assertThat(Xml.all(page, "g").stream().filter(g -> g.getAttribute("class").contains("principal"))).anyMatch(g -> g.getTextContent().contains("read → 1"));
        assertThat(Integer.parseInt(Xml.parse(Files.readString(files.junit())).getDocumentElement().getAttribute("failures"))).isPositive();
        assertThat(Files.readString(files.summary())).startsWith("# INVALID\n");
    }

    private static List<Event> staleRead() {
        Histories h = new Histories().runner(0, "run", "{'historyVersion':1,'seed':7,'scenario':'stale','target':'reference','nodes':['n1','n2','n3']}");
        h.runner(1, "leader", "{'node':'n1','term':2}");
        h.at(100, Event.NEMESIS, null, Type.INFO, "fault-inject", "{'id':'f1','kind':'partition','target':['n1'],'parameters':{'direction':'both'}}", null);
        h.at(110, Event.NEMESIS, null, Type.INFO, "fault-active", "{'id':'f1','evidence':[{'what':'links','detail':'links to n1 blackholed'}]}", null);
        h.at(300, Event.NEMESIS, null, Type.INFO, "fault-heal", "{'id':'f1'}", null);
        h.at(310, Event.NEMESIS, null, Type.INFO, "fault-healed", "{'id':'f1','evidence':[],'effective':true}", null);
        String old = "{'key':'x','value':'1','create':2,'mod':2,'version':1}";
        h.revision(2).ok(10, 12, "0", "write", "{'key':'x','value':'1'}", "{'key':'x','value':'1','prev':null}");
        h.ok(20, 22, "1", "read", "{'key':'x'}", "{'key':'x','kv':" + old + "}");
        h.revision(3).ok(130, 134, "0", "write", "{'key':'x','value':'2'}", "{'key':'x','value':'2','prev':" + old + "}");
        h.revision(2).ok(140, 143, "1", "read", "{'key':'x'}", "{'key':'x','kv':" + old + "}");
        return h.runner(400, "phase", "{'name':'done'}").events();
    }
}
