package io.minos.reports;

import io.minos.reports.plot.Markup;

/** The head of a table of the page. */
final class TableHead {
    private TableHead() {}

    /** A name that starts with {@code >} is set right, above figures. */
    static void write(Markup page, String... names) {
        page.open("thead").open("tr");
        for (String name : names) {
            if (name.startsWith(">")) {
                page.leaf("th", name.substring(1), "class", "number");
            } else {
                page.leaf("th", name);
            }
        }
        page.close().close();
    }
}
