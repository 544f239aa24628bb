package io.minos.node.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is asked of it, the tree does what the dumb one does; and an image of it, taken at any time, goes on alike. */
class TreePropertyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 1_700_000_000L * SECOND;

    @Property(tries = 400)
    void it_does_what_the_dumb_tree_does(@ForAll("requests") List<V2Request> requests) {
        Tree tree = new Tree();
        DumbTree dumb = new DumbTree();
        for (V2Request request : requests) {
            assertThat(tree.apply(request).getError().getCode()).as("%s", request).isEqualTo(dumb.apply(request));
            assertThat(tree.index()).isEqualTo(dumb.index());
            assertThat(contents(tree)).as("after %s", request).containsExactlyInAnyOrderElementsOf(dumb.contents());
        }
    }

    @Property(tries = 200)
    void a_tree_restored_from_an_image_goes_on_as_the_one_it_is_of(@ForAll("requests") List<V2Request> before, @ForAll("requests") List<V2Request> after) {
        Tree tree = new Tree();
        before.forEach(tree::apply);
        Image image = tree.image();
        List<V2Answer> answers = after.stream().map(tree::apply).toList();
        List<V2Node> nodes = new ArrayList<>();
        image.forEachNode(nodes::add); // after the tree has gone on
        Tree restored = Tree.restore(image.state(), nodes);
        assertThat(after.stream().map(restored::apply).toList()).isEqualTo(answers);
        assertThat(restored.image().state()).isEqualTo(tree.image().state());
        assertThat(contents(restored)).isEqualTo(contents(tree));
    }

    private static List<String> contents(Tree tree) {
        List<String> all = new ArrayList<>();
        tree.image().forEachNode(node -> all.add(node.getKey() + "=" + (node.getDir() ? "/" : node.getValue()) + " " + node.getCreatedIndex() + " "
                + node.getModifiedIndex() + " " + node.getExpiration()));
        return all;
    }

    @Provide
    Arbitrary<List<V2Request>> requests() {
        Arbitrary<String> names = Arbitraries.of("a", "b", "_c", "a-", "a\u0000", "a\u0001", "é");
        Arbitrary<String> paths = names.list().ofMaxSize(3).map(parts -> parts.isEmpty() ? "" : "/" + String.join("/", parts));
        Arbitrary<V2Request.Method> methods = Arbitraries.of(V2Request.Method.PUT, V2Request.Method.PUT, V2Request.Method.PUT, V2Request.Method.POST,
                V2Request.Method.DELETE, V2Request.Method.DELETE, V2Request.Method.SYNC);
        return Combinators.combine(methods, paths, Arbitraries.of("", "1", "2"), Arbitraries.integers().between(0, 63), Arbitraries.of("", "", "1", "2"),
                Arbitraries.of(0L, 0L, 0L, 1L, 2L, 3L), Arbitraries.of(0L, 0L, 1L, 5L, 5L, 9L)).as(TreePropertyTest::request).list().ofMaxSize(40);
    }

    private static V2Request request(V2Request.Method method, String path, String value, int flags, String prevValue, long prevIndex, long time) {
        V2Request.Builder request = V2Request.newBuilder().setMethod(method).setTime(NOW + time * SECOND);
        if (method == V2Request.Method.SYNC) {
            return request.build();
        }
        request.setPath(path).setValue(value).setDir((flags & 1) != 0).setRecursive((flags & 2) != 0).setRefresh((flags & 12) == 12).setPrevValue(prevValue);
        if ((flags & 16) != 0) {
            request.setPrevIndex(prevIndex);
        }
        if ((flags & 36) == 36) {
            request.setPrevExist((flags & 8) != 0);
        }
        return request.setExpiration(time == 0 ? 0 : NOW + time * SECOND).build();
    }
}
