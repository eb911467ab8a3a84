// Before the first drawing, so that no page flashes in the other theme. Called again when another one is chosen.
window.musterTheme = () => {
	const theme = localStorage.getItem('muster-theme');
	const root = document.documentElement;
	if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
	else delete root.dataset.theme;
	const colours = { light: '#f3f6f7', dark: '#0a1013' };
	for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
		const own = meta.media.includes('dark') ? 'dark' : 'light';
		meta.content = colours[root.dataset.theme ?? own];
	}
};
window.musterTheme();
