package io.minos.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class JunitXmlTest {
    private static final Judgement INVALID = SampleRuns.smallInvalid().judgement();
    private static final Judgement UNKNOWN = SampleRuns.smallUnknown().judgement();

    @Test
    void one_test_case_a_check_and_one_a_fault() throws Exception {
        assertThat(Xml.all(Xml.parse(JunitXml.of(INVALID)), "testcase")).extracting(c -> c.getAttribute("name"))
                .containsExactly("linearizable-register", "set", "f1 partition n1");
    }

    @Test
    void invalid_is_a_failure_and_tells_the_anomaly() throws Exception {
        Document xml = Xml.parse(JunitXml.of(INVALID));
        Element failure = Xml.all(xml, "failure").get(0);
        assertThat(failure.getAttribute("message")).isEqualTo("1 of 2 keys is not linearizable");
        assertThat(failure.getTextContent()).contains("A read returned x = 1 after", "read x → 1 cannot be: x is 3", "├─ #9 write x=2 ─┤");
        counts(xml, 3, 1, 0);
    }

    @Test
    void unknown_and_a_fault_without_evidence_are_errors() throws Exception {
        Document xml = Xml.parse(JunitXml.of(UNKNOWN));
        assertThat(Xml.all(xml, "error")).extracting(e -> e.getAttribute("message")).containsExactly("key x: search stopped after 30 s with 2,000,000 states", "the fault took no effect that was seen");
        counts(xml, 4, 0, 2);
    }

    @Test
    void a_judgement_that_no_case_explains_gets_its_own_so_that_the_suite_is_not_green() throws Exception {
        for (Verdict verdict : List.of(Verdict.UNKNOWN, Verdict.INVALID)) {
            Document xml = Xml.parse(JunitXml.of(with(verdict, List.of(passed()), List.of())));
            counts(xml, 2, verdict == Verdict.INVALID ? 1 : 0, verdict == Verdict.UNKNOWN ? 1 : 0);
        }
        FaultRecord idle = new FaultRecord("f1", "kill", List.of(), Map.of(), 0, null, false, List.of());
        counts(Xml.parse(JunitXml.of(with(Verdict.INVALID, List.of(passed()), List.of(idle)))), 3, 1, 1);
    }

    @Test
    void a_pass_is_green() throws Exception {
        counts(Xml.parse(JunitXml.of(with(Verdict.VALID, List.of(passed()), List.of()))), 1, 0, 0);
    }

    private static void counts(Document xml, int tests, int failures, int errors) {
        Element suite = xml.getDocumentElement();
        assertThat(List.of(suite.getAttribute("tests"), suite.getAttribute("failures"), suite.getAttribute("errors"), suite.getAttribute("skipped")))
                .containsExactly("" + tests, "" + failures, "" + errors, "0");
        assertThat(Xml.all(xml, "testcase")).hasSize(tests);
        assertThat(Xml.all(xml, "failure")).hasSize(failures);
        assertThat(Xml.all(xml, "error")).hasSize(errors);
    }

    private static CheckResult passed() {
        return new CheckResult("set", "promise", Verdict.VALID, "fine", List.of(), 0, Map.of(), 1);
    }

    private static Judgement with(Verdict verdict, List<CheckResult> checks, List<FaultRecord> faults) {
        return new Judgement(1, verdict, "a reason of its own", Map.of("seed", 1), checks, faults, INVALID.availability(), INVALID.counts());
    }
}
