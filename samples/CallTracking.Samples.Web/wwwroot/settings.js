// Hands a file to the user, and prints.
export async function save(name, reference) {
    const url = URL.createObjectURL(new Blob([await reference.arrayBuffer()], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
}

export function print() {
    window.print();
}
