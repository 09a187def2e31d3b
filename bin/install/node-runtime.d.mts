export function chooseNode(root: string, current?: { readonly path: string; readonly version: string }): string
