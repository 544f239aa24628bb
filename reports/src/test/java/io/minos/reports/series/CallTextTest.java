package io.minos.reports.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.minos.checker.history.Event;
import io.minos.checker.history.Event.Type;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', value = {
        "read; OK; {'key':'x'}; {'key':'x','kv':{'key':'x','value':'3'}}; read → 3",
        "read; OK; {'key':'x'}; {'key':'x','kv':null}; read → ∅",
        "read; INFO; {'key':'x','serializable':true}; {'key':'x'}; read (serializable)",
        "read; OK; {'key':'other'}; {'key':'other','kv':null}; read other → ∅",
        "write; FAIL; {'key':'x','value':'5'}; {}; write = 5",
        "delete; OK; {'key':'x'}; {'deleted':1}; delete → 1 deleted",
        "cas; OK; {'key':'x','expect':null,'value':'2'}; {'succeeded':true}; cas ∅ → 2: yes",
        "cas; OK; {'key':'x','expect':'1','value':'2'}; {'succeeded':false,'kv':{'value':'5'}}; cas 1 → 2: no, was 5",
        "cas; INFO; {'key':'x','expect':'1','value':'2'}; {'succeeded':true}; cas 1 → 2",
        "txn; OK; {'ops':[['r','x',null],['w','y','1'],['d','z',null]]}; {'ops':[['r','x','7'],['w','y','1'],['d','z',null]]}; txn r x → 7, w y = 1, d z",
        "txn; INFO; {'ops':[['r','x',null]]}; {}; txn r x",
        "add; OK; {'key':'s/1','value':'17'}; {}; add 17",
        "final-read; OK; {'prefix':'k'}; {'prefix':'k','count':12}; final-read k → 12 keys",
        "compact; OK; {'revision':9}; {}; compact to 9",
        "watch; OK; {'prefix':'k','startRevision':4}; {}; watch k from 4",
        "other; OK; {'a':1}; {'a':2}; other {\"\"a\"\":2}"})
    void a_call_in_a_few_words(String f, Type outcome, String asked, String answered, String text) throws Exception {
        Event invoke = new Event(0, 0, "0", null, Type.INVOKE, f, JSON.readTree(asked.replace('\'', '"')), null, null);
        Event done = new Event(1, 1, "0", null, outcome, f, JSON.readTree(answered.replace('\'', '"')), null, null);
        assertThat(CallText.of(new Call(invoke, Optional.of(done), 1), "x")).isEqualTo(text.replace("\"\"", "\""));
    }
}
