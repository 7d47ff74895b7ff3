// What the pages of calls ask of the browser itself.

/** Saves a stream under a name. */
export async function save(name, type, stream) {
    const blob = new Blob([await stream.arrayBuffer()], { type });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** Prints the page. */
export function print() {
    window.print();
}
